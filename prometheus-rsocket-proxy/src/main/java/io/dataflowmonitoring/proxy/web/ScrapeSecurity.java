package io.dataflowmonitoring.proxy.web;

import java.util.List;
import java.util.Map;

import reactor.core.publisher.Mono;

import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.ReactiveOpaqueTokenIntrospector;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.HttpBasicServerAuthenticationEntryPoint;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;

/**
 * Lets in only those who know a secret. Health stays open, because what asks for it
 * (Kubernetes, a load balancer) has no secrets.
 */
public final class ScrapeSecurity {

	private static final String[] OPEN = { "/actuator/health", "/actuator/health/**" };

	private static final String REALM = "prometheus-rsocket-proxy";

	/** Whom a token stands for: all tokens are equal. */
	private static final String SCRAPER = "scraper";

	private ScrapeSecurity() {
	}

	/**
	 * Asks for a user name and a password (RFC 7617).
	 * @param http what to build on
	 * @param user the user name
	 * @param password the password
	 * @return what secures all paths but health
	 */
	public static SecurityWebFilterChain basic(ServerHttpSecurity http, String user, String password) {
		Secret expectedUser = new Secret(user);
		Secret expectedPassword = new Secret(password);
		ReactiveAuthenticationManager manager = (authentication) -> {
			// Both are compared, so that a wrong name takes as long as a wrong password.
			boolean rightUser = expectedUser.matches(authentication.getName());
			boolean rightPassword = expectedPassword.matches("" + authentication.getCredentials());
			boolean right = rightUser && rightPassword;
			return right ? Mono.just(authenticated(authentication.getName()))
					: Mono.error(new BadCredentialsException("Wrong user name or password"));
		};
		// The default entry point hides the challenge from browsers' scripts; nobody here
		// has any, and the status page is to be reached with a browser.
		HttpBasicServerAuthenticationEntryPoint challenge = new HttpBasicServerAuthenticationEntryPoint();
		challenge.setRealm(REALM);
		return stateless(http)
			.httpBasic((basic) -> basic.authenticationManager(manager).authenticationEntryPoint(challenge))
			.build();
	}

	/**
	 * Asks for a token (RFC 6750).
	 * @param http what to build on
	 * @param tokens the tokens that are accepted
	 * @return what secures all paths but health
	 */
	public static SecurityWebFilterChain bearer(ServerHttpSecurity http, List<String> tokens) {
		List<Secret> expected = tokens.stream().map(Secret::new).toList();
		ReactiveOpaqueTokenIntrospector introspector = (token) -> {
			// All are compared, so that the time does not tell which one came close.
			boolean right = expected.stream().map((secret) -> secret.matches(token)).reduce(false, Boolean::logicalOr);
			return right ? Mono.just(new DefaultOAuth2AuthenticatedPrincipal(SCRAPER, Map.of("sub", SCRAPER),
					AuthorityUtils.NO_AUTHORITIES)) : Mono.error(new BadOpaqueTokenException("Unknown token"));
		};
		return stateless(http)
			.oauth2ResourceServer((bearer) -> bearer.opaqueToken((token) -> token.introspector(introspector)))
			.build();
	}

	/**
	 * Without sessions, forms and redirects: each request brings its secret along.
	 */
	private static ServerHttpSecurity stateless(ServerHttpSecurity http) {
		return http
			.authorizeExchange((exchange) -> exchange.pathMatchers(OPEN).permitAll().anyExchange().authenticated())
			.securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
			.requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
			.csrf(ServerHttpSecurity.CsrfSpec::disable)
			.logout(ServerHttpSecurity.LogoutSpec::disable)
			.formLogin(ServerHttpSecurity.FormLoginSpec::disable);
	}

	private static UsernamePasswordAuthenticationToken authenticated(String user) {
		return UsernamePasswordAuthenticationToken.authenticated(user, null, AuthorityUtils.NO_AUTHORITIES);
	}

}
