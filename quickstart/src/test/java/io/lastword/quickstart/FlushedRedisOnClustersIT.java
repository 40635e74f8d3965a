package io.lastword.quickstart;

import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.RedisServers;

/** The same on three brokers and three masters, all of which are flushed. */
@Faults
class FlushedRedisOnClustersIT extends FlushedRedisIT {

    @Override
    RedisServers newRedis() {
        return Backends.newRedisCluster(false);
    }

    @Override
    RunningSystem newSystem(RedisServers on) {
        return RunningSystem.onClusters(on);
    }
}
