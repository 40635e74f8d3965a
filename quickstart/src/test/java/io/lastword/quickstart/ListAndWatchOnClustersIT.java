package io.lastword.quickstart;

import io.lastword.test.Faults;

/** The same on three brokers and three masters, with two consumers and two query instances. */
@Faults
class ListAndWatchOnClustersIT extends ListAndWatchIT {

    @Override
    RunningSystem system() {
        return RunningSystem.sharedOnClusters();
    }
}
