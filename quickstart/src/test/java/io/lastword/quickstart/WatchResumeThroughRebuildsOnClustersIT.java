package io.lastword.quickstart;

import io.lastword.test.Faults;

/** The same on three brokers and three masters, with two consumers, resuming at two query instances in turns. */
@Faults
class WatchResumeThroughRebuildsOnClustersIT extends WatchResumeThroughRebuildsIT {

    @Override
    RunningSystem system() {
        return RunningSystem.sharedOnClusters();
    }
}
