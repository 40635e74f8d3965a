package io.lastword.producer.web;

import io.lastword.producer.simulation.SimulationReport;
import io.lastword.producer.simulation.Simulations;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.springframework.http.MediaType;
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

    private final Simulations simulations;

    SimulationController(Simulations simulations) {
        this.simulations = simulations;
    }

    /** The simulations that there are, oldest first. */
    record Listing(List<SimulationReport> simulations) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SimulationReport> start(HttpServletRequest request) throws IOException {
        SimulationReport report = simulations.start(SimulationBody.read(request.getInputStream()));
        return ResponseEntity.created(URI.create(PATH + "/" + report.name())).body(report);
    }

    @GetMapping
    Listing list() {
        return new Listing(simulations.reports());
    }

    @GetMapping("/{name}")
    SimulationReport get(@PathVariable String name) {
        return simulations.report(name);
    }

    @DeleteMapping("/{name}")
    SimulationReport delete(@PathVariable String name) {
        return simulations.delete(name);
    }
}
