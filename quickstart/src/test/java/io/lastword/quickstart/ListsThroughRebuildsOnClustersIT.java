package io.lastword.quickstart;

import io.lastword.test.Faults;

/** The same on three brokers and three masters, with two consumers and pages of two query instances in turns. */
@Faults
class ListsThroughRebuildsOnClustersIT extends ListsThroughRebuildsIT {

    @Override
    RunningSystem system() {
        return RunningSystem.sharedOnClusters();
    }
}
