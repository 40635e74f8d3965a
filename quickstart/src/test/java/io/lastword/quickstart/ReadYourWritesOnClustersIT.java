package io.lastword.quickstart;

import io.lastword.test.Faults;

/** The same on three brokers and three masters. */
@Faults
class ReadYourWritesOnClustersIT extends ReadYourWritesIT {

    @Override
    RunningSystem system() {
        return RunningSystem.sharedOnClusters();
    }

    @Override
    int keys() {
        return 3_000;
    }
}
