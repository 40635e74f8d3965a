package io.lastword.quickstart;

/** The same on three brokers and three masters. */
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
