package io.lastword.quickstart;

import io.lastword.test.Backends;
import io.lastword.test.Faults;

/** The same on three brokers and three masters. */
@Faults
class KilledConsumerOnClustersIT extends KilledConsumerIT {

    @Override
    RunningSystem newSystem() {
        return RunningSystem.onClusters(Backends.redisCluster());
    }
}
