package io.lastword.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The system's Chromium, without a window, which is watched for where it sends requests. For one thread. */
final class Browser implements AutoCloseable {

    /** Nothing that the browser would do on its own account. */
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final Set<String> mistakes = ConcurrentHashMap.newKeySet();

    private Browser(Path executable) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(ARGUMENTS));
    }

    /** Where Chromium is: by {@code -Dlastword.chromium}, else on the path. */
    static Optional<Path> find() {
        String named = System.getProperty("lastword.chromium");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browser start(Path executable) {
        return new Browser(executable);
    }

    /** A page of its own, with nothing remembered of others. */
    Page open(int width, int height, ColorScheme scheme) {
        BrowserContext context = browser.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme));
        context.setDefaultTimeout(20_000);
        context.onRequest(request -> asked.add(URI.create(request.url()).getAuthority()));
        context.onConsoleMessage(this::hear);
        context.onWebError(error -> mistakes.add(error.error()));
        return context.newPage();
    }

    private void hear(ConsoleMessage message) {
        // What a service refuses, or cannot be asked, the browser says by itself.
        if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
            mistakes.add(message.text());
        }
    }

    /** Fails if anything but these was asked for anything, or a script failed, or the page's policy forbade something. */
    void requireNothingFromElsewhere(Set<String> services) {
        assertThat(asked).isSubsetOf(services);
        assertThat(mistakes).isEmpty();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
