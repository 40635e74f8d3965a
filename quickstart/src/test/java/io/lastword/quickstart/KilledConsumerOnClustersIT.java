package io.lastword.quickstart;

import io.lastword.test.Backends;

/** The same on three brokers and three masters. */
class KilledConsumerOnClustersIT extends KilledConsumerIT {

    @Override
    RunningSystem newSystem() {
        return RunningSystem.onClusters(Backends.redisCluster());
    }
}
