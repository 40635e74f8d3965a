package io.lastword.quickstart;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 5,000 drivers that move at 2,000 changes a second, on the map: how many frames a second, and how much memory. */
@Tag("faults")
class PageUnderLoadIT {

    private static final int DRIVERS = 5_000;
    private static final int RATE = 2_000;
    private static final double MINUTES = Double.parseDouble(System.getProperty("lastword.test.page.minutes", "1"));
    private static final int SECONDS_A_LOOK = 15;

    @Test
    void shouldKeepMovingWithoutGrowing(@TempDir Path folder) {
        Optional<Path> chromium = Browser.find();
        assumeTrue(chromium.isPresent(), "no Chromium on the path");
        try (RunningQuickstart system = new RunningQuickstart(folder);
                Browser browser = Browser.start(chromium.get())) {
            Http.Answer started = system.http(Port.PRODUCER)
                    .post(
                            "/v1/simulations",
                            "application/json",
                            "{\"workload\":\"drivers\",\"entities\":%d,\"rate\":%d,\"changes\":%d,\"duration\":\"60m\"}"
                                    .formatted(DRIVERS, RATE, RATE * 3600));
            assertThat(started.status()).as(started.body()).isEqualTo(201);
            Page page = browser.open(1280, 820, ColorScheme.LIGHT);
            CDPSession tools = page.context().newCDPSession(page);
            page.navigate("http://localhost:" + system.port(Port.QUERY) + "/#/map/driver");
            assertThat(page.locator("canvas.map-canvas"))
                    .hasAttribute(
                            "data-places",
                            Pattern.compile("[34]\\d\\d\\d"),
                            new HasAttributeOptions().setTimeout(60_000));

            long first = 0;
            long last = 0;
            double least = Double.MAX_VALUE;
            int looks = Math.max(2, (int) (MINUTES * 60 / SECONDS_A_LOOK));
            for (int look = 0; look < looks; look++) {
                int frames = (Integer) page.evaluate("window.mapFrames");
                long began = System.nanoTime();
                page.waitForTimeout(SECONDS_A_LOOK * 1000.0);
                double rate =
                        ((Integer) page.evaluate("window.mapFrames") - frames) * 1e9 / (System.nanoTime() - began);
                last = heap(tools);
                first = look == 1 ? last : first;
                least = Math.min(least, rate);
                System.out.printf(
                        "map: %s places, %s moves/s, %.1f frames/s, heap %.1f MB%n",
                        page.getAttribute("canvas.map-canvas", "data-places"),
                        page.getAttribute("canvas.map-canvas", "data-moves"),
                        rate,
                        last / 1e6);
            }

            assertThat(least).as("frames a second").isGreaterThan(15);
            assertThat(last).as("bytes of heap").isLessThan(first + 10_000_000);
        }
    }

    /** What is in use once garbage is gone. */
    private static long heap(CDPSession tools) {
        tools.send("HeapProfiler.collectGarbage");
        return tools.send("Runtime.getHeapUsage").get("usedSize").getAsLong();
    }
}
