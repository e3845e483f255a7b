package io.dataflowmonitoring.spring;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether the starter is switched on, under whichever of its prefixes.
 * {@code @ConditionalOnProperty} knows only one.
 */
final class OnEnabledCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean enabled = new PrometheusRSocketPropertySources(context.getEnvironment()).isEnabled();
		return new ConditionOutcome(enabled,
				ConditionMessage.forCondition("Prometheus RSocket").because(enabled ? "enabled" : "disabled"));
	}

}
