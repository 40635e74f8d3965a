package io.lastword.query.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.util.DigestUtils;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Serves the page's files. A browser asks each time whether it still has the right ones, which an ETag of the contents
 * answers without sending them.
 */
public final class PageFiles implements WebMvcConfigurer {

    private static final String PATHS = "/page/**";

    private final PageSettings settings;
    private final String folder;
    private final Map<String, String> etags = new ConcurrentHashMap<>();

    /** @param folder the location of the files, with a slash at its end */
    public PageFiles(PageSettings settings, String folder) {
        this.settings = settings;
        this.folder = folder;
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/page/index.html");
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(PATHS)
                .addResourceLocations(folder)
                .setCacheControl(CacheControl.noCache())
                .setUseLastModified(false)
                .setEtagGenerator(this::etag);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new Guard(settings.contentSecurityPolicy())).addPathPatterns("/", PATHS);
    }

    /** Files of a jar never change; those of a folder, which somebody works on, do. */
    private String etag(Resource file) {
        return folder.startsWith("classpath:")
                ? etags.computeIfAbsent(String.valueOf(file.getFilename()), name -> digest(file))
                : digest(file);
    }

    private static String digest(Resource file) {
        try {
            return "\"" + DigestUtils.md5DigestAsHex(file.getContentAsByteArray()) + "\"";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Guard(String policy) implements HandlerInterceptor {

        @Override
        public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
            response.setHeader("Content-Security-Policy", policy);
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Referrer-Policy", "no-referrer");
            return true;
        }
    }
}
