package io.lastword.kit.http.rules;

import io.lastword.kit.http.body.RefusedBodies;
import io.lastword.kit.http.problems.Problems;
import io.lastword.kit.types.KnownTypes;
import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.model.types.EntityTypes;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/**
 * What holds for every request of every service, judged once and before anything of it is read: host and origin, path,
 * method, parameters, media type, content coding. What an operation knows, the API description says.
 */
public final class RequestRules implements Filter {

    private static final String ROOT = "/v1";

    private final ApiDescription description;
    private final EntityTypes types;
    private final boolean decodes;
    private final OriginRules origins;
    private final RefusedBodies refused;
    private final JsonMapper json;

    public RequestRules(
            ApiDescription description,
            EntityTypes types,
            boolean decodes,
            OriginRules origins,
            RefusedBodies refused,
            JsonMapper json) {
        this.description = description;
        this.types = types;
        this.decodes = decodes;
        this.origins = origins;
        this.refused = refused;
        this.json = json;
    }

    /** Whether the request is for what this service is there for, and not for what tells of the service. */
    static boolean isOfTheApi(HttpServletRequest request) {
        String path = path(request);
        return path.startsWith(ROOT) && (path.length() == ROOT.length() || path.charAt(ROOT.length()) == '/');
    }

    @Override
    public void doFilter(ServletRequest plainRequest, ServletResponse plainResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) plainRequest;
        HttpServletResponse response = (HttpServletResponse) plainResponse;
        HttpServletRequest accepted = null;
        try {
            accepted = judge(request, response);
        } catch (ProblemException e) {
            Problems.send(e, response, json);
        }
        if (accepted != null) {
            chain.doFilter(accepted, response);
        }
        refused.drop(request, response);
    }

    /** The request to go on with, or null if it is answered. */
    private @Nullable HttpServletRequest judge(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String method = request.getMethod();
        String path = path(request);
        boolean ofTheApi = isOfTheApi(request);
        if (ofTheApi) {
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
            response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        }
        origins.allowed().open(request, response);
        origins.checkHost(request);
        boolean changes = !method.equals("GET") && !method.equals("HEAD") && !method.equals("OPTIONS");
        if (changes) {
            origins.checkOrigin(request);
        }
        BodyRules.refuseWildcards(request.getContentType());
        if (ofTheApi) {
            return judge(request, response, method, path);
        }
        BodyRules.refuseForms(request.getContentType());
        return request;
    }

    private @Nullable HttpServletRequest judge(
            HttpServletRequest request, HttpServletResponse response, String method, String path) throws IOException {
        ApiPath target = description.find(path);
        if (target == null) {
            BodyRules.refuseForms(request.getContentType());
            throw noSuchPath();
        }
        if (method.equals("OPTIONS")) {
            response.setHeader(HttpHeaders.ALLOW, target.allowed());
            origins.allowed().answerPreflight(request, response, target.allowed());
            return null;
        }
        ApiOperation operation = target.operation(method);
        if (operation == null) {
            response.setHeader(HttpHeaders.ALLOW, target.allowed());
            throw new ProblemException(
                    ProblemType.METHOD_NOT_ALLOWED,
                    target.template() + " takes " + target.allowed() + ", and not " + method + "; nothing was done");
        }
        if (operation.streamsEvents()) {
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        String query = request.getQueryString();
        if (query != null) {
            QueryRules.check(query, operation);
        }
        if (method.equals("HEAD") && target.opensSomething(operation)) {
            KnownTypes.require(types, RawPath.of(request).type());
            answerHead(request, response, operation);
            return null;
        }
        HttpServletRequest decoded = BodyRules.judge(request, response, operation);
        return decodes ? decoded : request;
    }

    private static void answerHead(HttpServletRequest request, HttpServletResponse response, ApiOperation operation) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        for (String type : operation.answers()) {
            if (accept != null && accept.contains(type)) {
                response.setContentType(type);
                return;
            }
        }
        if (!operation.answers().isEmpty()) {
            response.setContentType(operation.answers().get(0));
        }
    }

    private ProblemException noSuchPath() {
        return new ProblemException(
                ProblemType.NO_SUCH_PATH,
                "there is no such path, which says nothing of any entity; check for a slash at its end, a double one, and"
                        + " names that need no percent-encoding but have it; the paths are "
                        + String.join(", ", description.templates()));
    }

    private static String path(HttpServletRequest request) {
        String uri = request.getRequestURI();
        String context = request.getContextPath();
        return context.isEmpty() ? uri : uri.substring(context.length());
    }
}
