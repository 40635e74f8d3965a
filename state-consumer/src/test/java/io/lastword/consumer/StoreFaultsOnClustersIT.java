package io.lastword.consumer;

import io.lastword.test.AlsoInContainers;
import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.RedisServers;
import io.lastword.test.TestBroker;

/** The same on three masters and three brokers. */
@AlsoInContainers
@Faults
class StoreFaultsOnClustersIT extends StoreFaultsIT {

    @Override
    TestBroker broker() {
        return Backends.brokerCluster();
    }

    @Override
    RedisServers redis() {
        return Backends.redisCluster();
    }

    @Override
    RedisServers newRedis(boolean persistent) {
        return Backends.newRedisCluster(persistent);
    }
}
