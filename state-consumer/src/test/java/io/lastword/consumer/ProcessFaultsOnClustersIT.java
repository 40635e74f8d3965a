package io.lastword.consumer;

import io.lastword.test.Backends;
import io.lastword.test.Faults;
import io.lastword.test.RedisServers;
import io.lastword.test.TestBroker;

/** The same on three masters and three brokers. */
@Faults
class ProcessFaultsOnClustersIT extends ProcessFaultsIT {

    @Override
    TestBroker broker() {
        return Backends.brokerCluster();
    }

    @Override
    RedisServers redis() {
        return Backends.redisCluster();
    }
}
