package io.lastword.quickstart;

import io.lastword.test.CuttableBrokers;
import io.lastword.test.Faults;
import java.util.Random;
import java.util.Set;

/** The same on three brokers, one of which is also cut off from the others together with a consumer. */
@Faults
class FaultScheduleOnClustersIT extends FaultScheduleIT {

    @Override
    World world(Random random) {
        return new World(random, new CuttableBrokers(World.EAGER_CLEANER));
    }

    @Override
    Set<Fault> faults() {
        return Fault.OF_THREE_BROKERS;
    }
}
