package io.lastword.quickstart;

/** The same on three brokers and three masters, with two consumers, asking two query instances in turns. */
class AsOfThroughRebuildsOnClustersIT extends AsOfThroughRebuildsIT {

    @Override
    RunningSystem system() {
        return RunningSystem.sharedOnClusters();
    }
}
