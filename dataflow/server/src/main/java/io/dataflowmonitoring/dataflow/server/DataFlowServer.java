package io.dataflowmonitoring.dataflow.server;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.cloud.dataflow.server.EnableDataFlowServer;
import org.springframework.cloud.deployer.spi.cloudfoundry.CloudFoundryDeployerAutoConfiguration;
import org.springframework.cloud.deployer.spi.kubernetes.KubernetesAutoConfiguration;
import org.springframework.cloud.deployer.spi.local.LocalDeployerAutoConfiguration;
import org.springframework.cloud.task.configuration.MetricsAutoConfiguration;
import org.springframework.cloud.task.configuration.SimpleTaskAutoConfiguration;

/**
 * Spring Cloud Data Flow from its starter. Left out is what the server configures itself:
 * who may use it, and the platforms that it deploys to. Left out as well is what would
 * make the server a task: its own metrics would have tags of an unknown task.
 */
@SpringBootApplication(exclude = { ManagementWebSecurityAutoConfiguration.class, SecurityAutoConfiguration.class,
		UserDetailsServiceAutoConfiguration.class, LocalDeployerAutoConfiguration.class,
		CloudFoundryDeployerAutoConfiguration.class, KubernetesAutoConfiguration.class, MetricsAutoConfiguration.class,
		SimpleTaskAutoConfiguration.class })
@EnableDataFlowServer
public class DataFlowServer {

	/**
	 * Starts the server.
	 * @param arguments properties in the form {@code --name=value}
	 */
	public static void main(String[] arguments) {
		SpringApplication.run(DataFlowServer.class, arguments);
	}

}
