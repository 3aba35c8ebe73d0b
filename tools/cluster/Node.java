import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.codelibs.opensearch.runner.node.OpenSearchRunnerNode;
import org.opensearch.analysis.common.CommonAnalysisModulePlugin;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.painless.PainlessModulePlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4ModulePlugin;

/**
 * One OpenSearch node, as its folder's config/opensearch.yml says: java Node.java FOLDER [OWNER].
 * It ends with the process whose number OWNER is, so that no test leaves a node behind.
 */
public class Node {
    private static final List<Class<? extends Plugin>> MODULES = List.of(
        CommonAnalysisModulePlugin.class, PainlessModulePlugin.class, Netty4ModulePlugin.class);

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 1) {
            ProcessHandle.of(Long.parseLong(arguments[1]))
                .orElseThrow(() -> new IllegalStateException("no process " + arguments[1]))
                .onExit()
                .thenRun(() -> Runtime.getRuntime().halt(0));
        }
        var home = Settings.builder().put("path.home", Path.of(arguments[0]).toString()).build();
        var environment =
            InternalSettingsPreparer.prepareEnvironment(home, Map.of(), null, () -> "node");
        LogConfigurator.configure(environment);
        new OpenSearchRunnerNode(environment, MODULES).start();
        new CountDownLatch(1).await();
    }
}
