package io.lastword.producer.web;

import io.lastword.producer.simulation.SimulationReport;
import io.lastword.producer.simulation.Simulations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Starts, shows and stops simulated workloads. */
@RestController
@RequestMapping(path = SimulationController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
class SimulationController {

    static final String PATH = "/v1/simulations";

    private static final String PROBLEM = MediaType.APPLICATION_PROBLEM_JSON_VALUE;

    private final Simulations simulations;

    SimulationController(Simulations simulations) {
        this.simulations = simulations;
    }

    /** The simulations that there are, oldest first. */
    record Listing(List<SimulationReport> simulations) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Start a simulated workload",
            description = "It runs until it has made its changes, its duration is over, or it is deleted. The same"
                    + " seed and entities make the same changes in the same order on every run.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = SimulationBody.class))))
    @ApiResponse(responseCode = "201", description = "Started; Location says where it is to be seen")
    @ApiResponse(
            responseCode = "400",
            description = "The body is not usable",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = ProblemDetail.class)))
    @ApiResponse(
            responseCode = "404",
            description = "There is no such entity type",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = ProblemDetail.class)))
    @ApiResponse(
            responseCode = "409",
            description = "A simulation has this name already, maybe one that has ended",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = ProblemDetail.class)))
    @ApiResponse(
            responseCode = "415",
            description = "The body is not declared as application/json",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = ProblemDetail.class)))
    @ApiResponse(
            responseCode = "422",
            description = "More entities, rate or duration than this service allows",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = ProblemDetail.class)))
    @ApiResponse(
            responseCode = "429",
            description = "As many simulations run as may at once. Carries Retry-After",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = ProblemDetail.class)))
    @ApiResponse(
            responseCode = "503",
            description = "The log cannot be written now; nothing was started. Carries Retry-After",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = ProblemDetail.class)))
    ResponseEntity<SimulationReport> start(HttpServletRequest request) throws IOException {
        SimulationReport report = simulations.start(SimulationBody.read(request.getInputStream()));
        return ResponseEntity.created(URI.create(PATH + "/" + report.name())).body(report);
    }

    @GetMapping
    @Operation(
            summary = "The simulations that run, and the last 100 that have ended",
            description = "In the order in which they were started, since this service was.")
    Listing list() {
        return new Listing(simulations.reports());
    }

    @GetMapping("/{name}")
    @Operation(summary = "How a simulation stands: progress, rate, errors, and the token of what it wrote")
    @ApiResponse(responseCode = "200", description = "It runs or has ended, as its state says")
    @ApiResponse(
            responseCode = "404",
            description = "There is no such simulation",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = ProblemDetail.class)))
    SimulationReport get(@PathVariable String name) {
        return simulations.report(name);
    }

    @DeleteMapping("/{name}")
    @Operation(
            summary = "Stop a simulation, if it runs, and give its name free",
            description =
                    "What it wrote stays in the log, and its report is kept: the same call again answers the same,"
                            + " until another simulation takes the name or 100 have ended after it.")
    @ApiResponse(responseCode = "200", description = "It has ended, and this is how")
    @ApiResponse(
            responseCode = "404",
            description = "There is no such simulation",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = ProblemDetail.class)))
    SimulationReport delete(@PathVariable String name) {
        return simulations.delete(name);
    }
}
