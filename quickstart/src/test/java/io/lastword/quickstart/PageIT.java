package io.lastword.quickstart;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The page at {@code /}, used as a person would, in the quickstart with an empty log. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageIT {

    private static final List<String> VIEWS = List.of(
            "#/", "#/map/driver", "#/entities/driver", "#/entities/device/van-1", "#/watch/device", "#/operate");
    private static final ContainsTextOptions SOON = new ContainsTextOptions().setTimeout(30_000);

    private static RunningQuickstart system;
    private static Browser browser;
    private Page page;

    @BeforeAll
    static void start(@TempDir Path folder) {
        Optional<Path> chromium = Browser.find();
        assumeTrue(chromium.isPresent(), "no Chromium on the path; install it, or say where with -Dlastword.chromium");
        setDefaultAssertionTimeout(15_000);
        system = new RunningQuickstart(folder);
        browser = Browser.start(chromium.get());
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            system.close();
        }
    }

    @AfterEach
    void askNobodyElse() {
        if (page != null) {
            page.context().close();
        }
        browser.requireNothingFromElsewhere(system.addresses());
    }

    @Test
    @Order(1)
    void shouldLeadFromAnEmptyLogToAMovingMap() {
        open("#/");
        assertThat(page.locator("h1")).containsText("No entities yet", SOON);

        view("Operate");
        page.getByLabel("How many").fill("200");
        page.getByLabel("Changes a second").fill("150");
        button("Start").click();
        assertThat(page.locator(".sims")).containsText("running", SOON);

        view("Map");
        Locator map = page.locator("canvas.map-canvas");
        assertThat(map).hasAttribute("data-places", Pattern.compile("1[3-9]\\d|2\\d\\d"), soon());
        assertThat(map).hasAttribute("data-moves", Pattern.compile("[1-9]\\d+"), soon());
        assertThat(page.locator(".map-legend")).containsText("available");

        button("Near the centre").click();
        page.locator(".near-list a").first().click();
        assertThat(page.locator(".entity-head .tag")).hasText("watched live");
        assertThat(page.locator(".tree")).containsText("badge");

        view("Overview");
        assertThat(page.locator("h1")).containsText("current", SOON);
        assertThat(card("driver").locator(".legend")).containsText("superseded", SOON);
    }

    @Test
    @Order(2)
    void shouldShowAChangeWithoutReload() {
        put("device/van-1", "{\"kind\":\"van\",\"battery\":90,\"status\":\"moving\"}");
        open("#/entities/device/van-1");
        assertThat(leaf("battery")).containsText("90");

        put("device/van-1", "{\"kind\":\"van\",\"battery\":89,\"status\":\"moving\"}");

        assertThat(leaf("battery")).containsText("89");
        assertThat(leaf("battery")).containsText("was 90");
        assertThat(page.locator(".entity-words")).containsText(Pattern.compile("(just now|ago) by 'updated'"));
    }

    @Test
    @Order(3)
    void shouldGoBackToAnOldStateBySlider() {
        for (int battery = 50; battery >= 47; battery--) {
            put("device/van-2", "{\"kind\":\"van\",\"battery\":" + battery + "}");
        }
        open("#/entities/device/van-2");
        assertThat(page.locator(".timeline li")).hasCount(4);
        assertThat(leaf("battery")).containsText("47");

        page.getByRole(AriaRole.SLIDER).focus();
        page.keyboard().press("ArrowLeft");
        page.keyboard().press("ArrowLeft");

        assertThat(page.locator(".as-of")).containsText("2 changes ago");
        assertThat(leaf("battery")).containsText("49");
        put("device/van-2", "{\"kind\":\"van\",\"battery\":46}");
        assertThat(page.locator(".as-of")).containsText("3 changes ago");
        assertThat(leaf("battery")).containsText("49");
        button("Back to now").click();
        assertThat(leaf("battery")).containsText("46");
    }

    @Test
    @Order(4)
    void shouldFilterAndFind() {
        put("device/bike-1", "{\"kind\":\"bike\",\"battery\":12}");
        put("device/bike-2", "{\"kind\":\"bike\",\"battery\":80}");
        open("#/entities/device");
        assertThat(page.locator(".rows li").first()).containsText("bike-1");

        page.locator(".filter summary").click();
        page.getByLabel("Field").selectOption("kind");
        page.getByLabel("Value").fill("bike");
        button("Add").click();
        assertThat(page.locator(".rows li")).hasCount(2);
        assertThat(page.locator(".list-summary")).containsText("2 device");

        button("Remove the filter kind is bike").click();
        page.getByRole(AriaRole.SEARCHBOX).fill("bike-2");
        assertThat(page.locator(".rows li")).hasCount(1);
        page.keyboard().press("Enter");
        assertThat(page.locator(".entity-head h2")).hasText("bike-2");
    }

    @Test
    @Order(5)
    void shouldSeeARebuildAndAFlushThrough() {
        open("#/operate");
        Locator device = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("device"));
        device.getByText("Rebuild").first().click();
        assertThat(device.locator(".result")).containsText("Reads go on");
        device.getByText("Verify").first().click();
        assertThat(device.locator(".result")).containsText("The store is what the log says", SOON);

        view("Overview");
        assertThat(page.locator("h1")).containsText("current", SOON);
        // It is over in less than a second where there is so little: until it is seen, it happens again.
        Awaitility.await("a headline that says so").until(() -> {
            system.flushRedis();
            page.waitForTimeout(250);
            return page.locator("h1").textContent().matches(".*(cold|known).*");
        });
        assertThat(page.locator("h1")).containsText("current", SOON);
        assertThat(card("device").locator(".cell[data-state='live']")).hasCount(8, countSoon());
    }

    @Test
    @Order(6)
    void shouldSayThatTheConnectionIsLostAndComeBack() {
        open("#/watch/device");
        assertThat(page.locator(".tail-state")).hasText("live");

        page.context().setOffline(true);
        assertThat(page.locator("#notice")).containsText("does not answer", SOON);
        assertThat(page.locator("#pulse"))
                .containsText(
                        Pattern.compile("no connection for 2\\d s"), new ContainsTextOptions().setTimeout(40_000));
        page.context().setOffline(false);

        assertThat(page.locator("#pulse")).containsText("current", SOON);
        assertThat(page.locator("#notice")).isEmpty();
        put("device/after-the-cut", "{\"kind\":\"van\"}");
        assertThat(page.locator(".tail-rows")).containsText("after-the-cut", SOON);
    }

    @Test
    @Order(7)
    void shouldBeDarkWhereTheSystemIsAndWhereItIsChosen() {
        page = browser.open(1280, 800, ColorScheme.DARK);
        page.navigate(address("#/"));
        assertThat(background()).isLessThan(60);

        button("Switch to the light theme").click();
        assertThat(background()).isGreaterThan(200);
        page.reload();
        assertThat(background()).isGreaterThan(200);
    }

    @Test
    @Order(8)
    void shouldFitNarrowScreens() {
        page = browser.open(360, 740, ColorScheme.LIGHT);
        for (String view : VIEWS) {
            page.navigate(address(view));
            assertThat(page.locator("main > *").first()).isAttached();
            page.waitForTimeout(700);
            assertThat((Integer) page.evaluate("document.scrollingElement.scrollWidth"))
                    .as(view)
                    .isLessThanOrEqualTo(360);
        }
    }

    @Test
    @Order(9)
    void shouldBeUsableByKeyboardAlone() {
        open("#/");
        assertThat(card("device")).isVisible();
        tabTo("Skip to the content");
        tabTo("Entities");
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("Entities");
        tabTo("device");
        page.keyboard().press("Enter");
        assertThat(page.locator(".rows li").first()).isVisible();
        tabTo("Find by id or its beginning");
        page.keyboard().type("van-2");
        assertThat(page.locator(".rows li")).hasCount(1);
        page.keyboard().press("Enter");
        assertThat(page.locator(".entity-head h2")).hasText("van-2");
        tabTo("As of which change");
        page.keyboard().press("Home");
        assertThat(page.locator(".as-of")).isVisible();
    }

    @Test
    @Order(10)
    void shouldHaveNoSeriousFindingsOfAnAccessibilityChecker() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page = browser.open(1280, 900, scheme);
            for (String view : VIEWS) {
                page.navigate(address(view));
                assertThat(page.locator("main > *").first()).isAttached();
                page.waitForTimeout(700);
                page.evaluate(axe());
                Object found = page.evaluate(
                        "axe.run(document, {resultTypes: ['violations']}).then(({violations}) => violations"
                                + ".filter(({impact}) => impact === 'serious' || impact === 'critical')"
                                + ".map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html).slice(0, 3).join(' ')}`))");
                assertThat((List<?>) found).as(view + " " + scheme).isEmpty();
            }
            page.context().close();
        }
    }

    private static HasCountOptions countSoon() {
        return new HasCountOptions().setTimeout(30_000);
    }

    private static HasAttributeOptions soon() {
        return new HasAttributeOptions().setTimeout(30_000);
    }

    private void open(String view) {
        page = browser.open(1280, 860, ColorScheme.LIGHT);
        page.navigate(address(view));
    }

    private static String address(String view) {
        return "http://localhost:" + system.port(Port.QUERY) + "/" + view;
    }

    private void view(String name) {
        page.getByRole(AriaRole.NAVIGATION)
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name))
                .click();
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator card(String type) {
        return page.locator(".card[aria-label='" + type + "']");
    }

    private Locator leaf(String name) {
        return page.locator(".tree .leaf").filter(new Locator.FilterOptions().setHasText(Pattern.compile("^" + name)));
    }

    private static void put(String entity, String state) {
        Http.Answer written = system.http(Port.PRODUCER).put("/v1/entities/" + entity, state);
        assertThat(written.status()).as(written.body()).isEqualTo(200);
    }

    /** How bright the page's ground is, 0 to 255. */
    private int background() {
        return (Integer) page.evaluate("Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])");
    }

    /** Presses Tab until what bears this name has the focus. */
    private void tabTo(String name) {
        for (int i = 0; i < 40; i++) {
            page.keyboard().press("Tab");
            Map<?, ?> focused = (Map<?, ?>)
                    page.evaluate(
                            "({label: document.activeElement.getAttribute('aria-label'), text: document.activeElement.textContent})");
            if (name.equals(focused.get("label")) || name.equals(focused.get("text"))) {
                return;
            }
        }
        throw new AssertionError("Tab leads to nothing that is called " + name);
    }

    private static String axe() {
        try (InputStream script = PageIT.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
