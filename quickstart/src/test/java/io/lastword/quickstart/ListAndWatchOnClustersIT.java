package io.lastword.quickstart;

/** The same on three brokers and three masters, with two consumers and two query instances. */
class ListAndWatchOnClustersIT extends ListAndWatchIT {

    @Override
    RunningSystem system() {
        return RunningSystem.sharedOnClusters();
    }
}
