package io.dataflowmonitoring.spring;

import java.util.concurrent.CountDownLatch;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.cloud.task.configuration.EnableTask;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A task that {@link TaskProcessIT} runs in a process of its own. It works for ever, or
 * with {@code exit} as argument ends the process while it works.
 */
@Configuration(proxyBeanMethods = false)
@EnableTask
class TaskProcess {

	public static void main(String[] arguments) {
		TestApps.run(Integer.parseInt(arguments[0]), TaskProcess.class, arguments[1]);
	}

	@Bean
	ApplicationRunner work(ConfigurableApplicationContext context) {
		return (arguments) -> {
			if (arguments.getNonOptionArgs().contains("exit")) {
				System.exit(SpringApplication.exit(context, () -> 3));
			}
			new CountDownLatch(1).await();
		};
	}

}
