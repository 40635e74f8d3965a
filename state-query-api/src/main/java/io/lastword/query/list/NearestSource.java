package io.lastword.query.list;

import io.lastword.model.problem.ProblemException;
import io.lastword.model.problem.ProblemType;
import io.lastword.query.scan.IndexReader;
import io.lastword.query.scan.IndexReader.Portion;
import io.lastword.query.scan.IndexRun;
import io.lastword.query.scan.Surroundings;
import io.lastword.query.snapshot.PartitionKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What comes next by distance: looked for in finer rings where the innermost one holds too much. */
record NearestSource(IndexReader indexes, Order.Nearest near, byte @Nullable [] after) implements Gatherer.Source {

    private static final int MAX_REFINEMENTS = 3;

    /** @throws ProblemException if too many entities stand in one spot */
    @Override
    public Map<PartitionKey, IndexRun> apply(Map<PartitionKey, Portion> wanted) {
        double from = Earth.angle(Math.max(0, Surroundings.distance(after)));
        List<Double> reaches = Rings.reaches(from, near.radius() / Earth.RADIUS_METRES);
        Map<PartitionKey, Portion> open = new HashMap<>(wanted);
        Map<PartitionKey, IndexRun> runs = new HashMap<>();
        double crowd = 0;
        for (int refinement = 0; refinement <= MAX_REFINEMENTS && !open.isEmpty(); refinement++) {
            crowd = Double.POSITIVE_INFINITY;
            Map<PartitionKey, IndexRun> read =
                    indexes.nearest(open, near.index(), Rings.around(near, from, reaches), after);
            open.keySet().retainAll(read.keySet());
            for (Map.Entry<PartitionKey, IndexRun> entry : read.entrySet()) {
                byte[] completeTo = entry.getValue().completeTo();
                if (completeTo != null && entry.getValue().entries().isEmpty()) {
                    crowd = Math.min(crowd, Surroundings.distance(completeTo));
                } else {
                    open.remove(entry.getKey());
                    runs.put(entry.getKey(), entry.getValue());
                }
            }
            reaches = Rings.refined(reaches, from, crowd);
        }
        if (!open.isEmpty()) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_NEARBY,
                    "more entities than can be sorted stand in one spot, "
                            + Math.round(Earth.metres(Math.max(0, crowd)))
                            + " m from near=" + near.center().latitude() + ","
                            + near.center().longitude() + "; list them with where= or prefix= instead of near");
        }
        return runs;
    }
}
