package io.lastword.quickstart;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Makes the pictures of docs/images: {@code -Dit.test=PageScreenshotsIT -Dlastword.screenshots=docs/images}. */
@EnabledIfSystemProperty(named = "lastword.screenshots", matches = ".+")
class PageScreenshotsIT {

    /** Until compaction has gone over the log of a simulation. */
    private static final int COMPACTED_WITHIN_MILLIS = 240_000;

    private static final ContainsTextOptions SOON = new ContainsTextOptions().setTimeout(60_000);

    private final Path images = Path.of(System.getProperty("lastword.screenshots"));

    @Test
    void shouldShowWhatThePageLooksLike(@TempDir Path folder) {
        Optional<Path> chromium = Browser.find();
        assumeTrue(chromium.isPresent(), "no Chromium on the path");
        try (RunningQuickstart system = new RunningQuickstart(folder);
                Browser browser = Browser.start(chromium.get())) {
            system.loadSample();
            String address = "http://localhost:" + system.port(Port.QUERY) + "/";
            Page overview = browser.open(1280, 880, ColorScheme.LIGHT);
            overview.navigate(address);
            assertThat(overview.locator("h1")).containsText("60 entities", SOON);
            overview.waitForTimeout(20_000);
            shoot(overview, "overview.png");

            system.http(Port.PRODUCER)
                    .post(
                            "/v1/simulations",
                            "application/json",
                            "{\"workload\":\"drivers\",\"entities\":2000,\"rate\":500,\"changes\":1000000,\"duration\":\"30m\"}");
            // A map of many colours and streets makes a large file.
            Page map = browser.open(1040, 640, ColorScheme.DARK);
            map.navigate(address + "#/map/driver");
            assertThat(overview.locator(".card[aria-label='driver'] .chart-note"))
                    .containsText("Compaction left", new ContainsTextOptions().setTimeout(COMPACTED_WITHIN_MILLIS));
            overview.waitForTimeout(30_000);
            overview.locator(".card[aria-label='driver']").scrollIntoViewIfNeeded();
            overview.evaluate("scrollTo(0, document.querySelector('.card[aria-label=driver]').offsetTop - 200)");
            shoot(overview, "overview-under-load.png");
            shoot(map, "map.png");

            map.navigate(address + "#/entities/driver/drv-0000000000");
            assertThat(map.locator(".timeline")).containsText("updated", SOON);
            map.context().close();
            Page entity = browser.open(1280, 880, ColorScheme.LIGHT);
            entity.navigate(address + "#/entities/driver/drv-0000000000");
            assertThat(entity.locator(".timeline")).containsText("updated", SOON);
            entity.getByRole(com.microsoft.playwright.options.AriaRole.SLIDER).focus();
            for (int i = 0; i < 12; i++) {
                entity.keyboard().press("ArrowLeft");
            }
            entity.locator(".entity-head h2").click();
            shoot(entity, "entity-history.png");

            system.flushRedis();
            overview.evaluate("scrollTo(0, 0)");
            assertThat(overview.locator("h1")).containsText("cold", SOON);
            overview.waitForTimeout(900);
            shoot(overview, "rebuild.png");
        }
    }

    private void shoot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(images.resolve(name)));
    }
}
