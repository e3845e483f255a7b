package io.dataflowmonitoring.spring;

import io.dataflowmonitoring.client.PrometheusRSocketClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Sends the app's last metrics as its context closes. They are looked at twice: before
 * anything of the app has stopped, since bindings and data sources take their metrics
 * with them, and once all has stopped, since messages that were under way still count.
 * <p>
 * The push itself comes with the destruction of this bean, so that a context that fails
 * to start, which publishes no event, is covered too. The client's push timeout bounds
 * what it adds to the shutdown.
 */
final class FinalPush implements ApplicationListener<ContextClosedEvent>, Ordered, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(FinalPush.class);

	private final ApplicationContext context;

	private final MetricsSource source;

	private final PrometheusRSocketClient client;

	FinalPush(ApplicationContext context, MetricsSource source, PrometheusRSocketClient client) {
		this.context = context;
		this.source = source;
		this.client = client;
	}

	@Override
	public int getOrder() {
		// After TaskEnd, before Spring Boot closes the meter registries.
		return Ordered.HIGHEST_PRECEDENCE + 2;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		// Contexts below, such as those of binders, close too.
		if (event.getApplicationContext() == this.context) {
			try {
				this.source.remember();
			}
			catch (RuntimeException ex) {
				// Thrown on, it would keep the other listeners from learning of the
				// shutdown.
				logger.warn("The metrics could not be read at the start of the shutdown, "
						+ "so the final push lacks those that go away in its course", ex);
			}
		}
	}

	@Override
	public void destroy() {
		this.client.pushAndClose(this.source);
	}

}
