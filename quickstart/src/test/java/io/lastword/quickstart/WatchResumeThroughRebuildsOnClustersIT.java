package io.lastword.quickstart;

/** The same on three brokers and three masters, with two consumers, resuming at two query instances in turns. */
class WatchResumeThroughRebuildsOnClustersIT extends WatchResumeThroughRebuildsIT {

    @Override
    RunningSystem system() {
        return RunningSystem.sharedOnClusters();
    }
}
