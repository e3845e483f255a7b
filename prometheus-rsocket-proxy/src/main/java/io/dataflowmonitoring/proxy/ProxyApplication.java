package io.dataflowmonitoring.proxy;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the proxy.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class ProxyApplication {

	/**
	 * Starts the proxy.
	 * @param args properties as {@code --name=value}
	 */
	public static void main(String[] args) {
		SpringApplication.run(ProxyApplication.class, args);
	}

}
