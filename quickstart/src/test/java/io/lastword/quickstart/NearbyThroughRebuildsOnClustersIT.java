package io.lastword.quickstart;

/** The same on three brokers and three masters, with two consumers and pages of two query instances in turns. */
class NearbyThroughRebuildsOnClustersIT extends NearbyThroughRebuildsIT {

    @Override
    RunningSystem system() {
        return RunningSystem.sharedOnClusters();
    }
}
