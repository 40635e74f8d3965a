package io.lastword.docs;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The types of the project's main sources, as they are written. */
final class Sources {

    /** A type as it is written, by its qualified name. */
    record Type(
            String name,
            ClassTree tree,
            CompilationUnitTree file,
            @Nullable DocCommentTree doc) {

        boolean isRecord() {
            return tree.getKind() == Tree.Kind.RECORD;
        }

        /** The components of a record. */
        List<VariableTree> components() {
            return tree.getMembers().stream()
                    .filter(VariableTree.class::isInstance)
                    .map(VariableTree.class::cast)
                    .filter(each -> !each.getModifiers().getFlags().contains(Modifier.STATIC))
                    .toList();
        }
    }

    private final Map<String, Type> types = new LinkedHashMap<>();

    /** Reads all main sources of these modules. */
    static Sources of(List<Path> modules) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path module : modules) {
            try (Stream<Path> all = Files.walk(module.resolve("src/main/java"))) {
                all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        Sources sources = new Sources();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree file : task.parse()) {
                sources.add(file, trees);
            }
        }
        return sources;
    }

    private void add(CompilationUnitTree file, DocTrees trees) {
        new TreePathScanner<@Nullable Void, String>() {
            @Override
            public @Nullable Void visitClass(ClassTree tree, String outer) {
                String name = outer + "." + tree.getSimpleName();
                TreePath path = getCurrentPath();
                types.put(name, new Type(name, tree, file, trees.getDocCommentTree(path)));
                return super.visitClass(tree, name);
            }
        }.scan(file, String.valueOf(file.getPackageName()));
    }

    Stream<Type> all() {
        return types.values().stream();
    }

    /** The type that a simple name stands for where it is used, or null if it is none of the project's. */
    @Nullable
    Type find(String simpleName, Type user) {
        for (String scope = user.name(); scope.contains("."); scope = scope.substring(0, scope.lastIndexOf('.'))) {
            Type found = types.get(scope + "." + simpleName);
            if (found != null) {
                return found;
            }
        }
        String head = simpleName.split("\\.", 2)[0];
        for (ImportTree each : user.file().getImports()) {
            String imported = each.getQualifiedIdentifier().toString();
            if (imported.endsWith("." + head)) {
                return types.get(imported + simpleName.substring(head.length()));
            }
        }
        return null;
    }

    /** The value of a constant as it is written: {@code Layout.DEFAULT_PREFIX} or {@code Layout#DEFAULT_PREFIX}. */
    String constant(String reference, Type user) {
        int dot = Math.max(reference.lastIndexOf('.'), reference.lastIndexOf('#'));
        Type owner = dot < 0 ? user : find(reference.substring(0, dot), user);
        if (owner != null) {
            for (Tree member : owner.tree().getMembers()) {
                if (member instanceof VariableTree field
                        && field.getName().contentEquals(reference.substring(dot + 1))) {
                    ExpressionTree value = field.getInitializer();
                    return String.valueOf(value).replace("\"", "");
                }
            }
        }
        throw new IllegalStateException("no constant " + reference + " for " + user.name());
    }
}
