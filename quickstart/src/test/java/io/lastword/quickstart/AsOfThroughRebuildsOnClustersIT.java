package io.lastword.quickstart;

import io.lastword.test.Faults;

/** The same on three brokers and three masters, with two consumers, asking two query instances in turns. */
@Faults
class AsOfThroughRebuildsOnClustersIT extends AsOfThroughRebuildsIT {

    @Override
    RunningSystem system() {
        return RunningSystem.sharedOnClusters();
    }
}
