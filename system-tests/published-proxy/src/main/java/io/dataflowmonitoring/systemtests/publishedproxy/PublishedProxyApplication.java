package io.dataflowmonitoring.systemtests.publishedproxy;

import io.micrometer.prometheus.rsocket.autoconfigure.EnablePrometheusRSocketProxyServer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The published proxy. */
@SpringBootApplication
@EnablePrometheusRSocketProxyServer
public class PublishedProxyApplication {

	/**
	 * Starts the proxy.
	 * @param args Spring Boot properties as options
	 */
	public static void main(String[] args) {
		SpringApplication.run(PublishedProxyApplication.class, args);
	}

}
