package io.lastword.test;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A main class to be run in a JVM of its own, with the class path of this one.
 *
 * @param name of the process in file names and messages
 * @param mainClass its fully qualified name
 * @param maxHeap as in {@code -Xmx}, such as {@code 256m}
 * @param jvmOptions further options of the JVM, system properties among them
 * @param arguments of the main method
 */
public record ServiceCommand(
        String name, String mainClass, String maxHeap, List<String> jvmOptions, List<String> arguments) {

    public ServiceCommand {
        jvmOptions = List.copyOf(jvmOptions);
        arguments = List.copyOf(arguments);
    }

    /** The class by its own simple name, with 256 MB of heap. */
    public static ServiceCommand of(Class<?> mainClass) {
        return new ServiceCommand(mainClass.getSimpleName(), mainClass.getName(), "256m", List.of(), List.of());
    }

    public ServiceCommand named(String newName) {
        return new ServiceCommand(newName, mainClass, maxHeap, jvmOptions, arguments);
    }

    public ServiceCommand withMaxHeap(String newMaxHeap) {
        return new ServiceCommand(name, mainClass, newMaxHeap, jvmOptions, arguments);
    }

    /** Adds to the options. */
    public ServiceCommand withJvmOptions(String... more) {
        return new ServiceCommand(name, mainClass, maxHeap, joined(jvmOptions, more), arguments);
    }

    /** Adds to the arguments. */
    public ServiceCommand withArguments(String... more) {
        return new ServiceCommand(name, mainClass, maxHeap, jvmOptions, joined(arguments, more));
    }

    /** Starts a process; each call starts another. */
    public ServiceProcess start() {
        return new ServiceProcess(this);
    }

    List<String> toCommandLine() {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx" + maxHeap);
        // Most live for seconds, with a small heap: no second compiler and no concurrent collector beside the tests.
        line.add("-XX:TieredStopAtLevel=1");
        line.add("-XX:+UseSerialGC");
        line.addAll(jvmOptions);
        line.add("-cp");
        line.add(System.getProperty("java.class.path", "." + File.pathSeparator));
        line.add(mainClass);
        line.addAll(arguments);
        return line;
    }

    private static List<String> joined(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return all;
    }
}
