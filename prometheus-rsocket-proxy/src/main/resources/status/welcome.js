/*
 * What to do when no app has connected yet, with the addresses of this proxy.
 */

import { byId, element } from './dom.js';

export function showWelcome(proxy) {
	const list = byId('steps');
	if (list.childElementCount > 0) {
		return;
	}
	const host = location.hostname;
	list.append(
		step('Add the starter to a Spring Boot app, beside the actuator', `<dependency>
	<groupId>io.dataflowmonitoring</groupId>
	<artifactId>prometheus-rsocket-spring</artifactId>
	<version>${proxy.version}</version>
</dependency>`),
		step(`Say where this proxy is${proxy.tokenRequired ? ', and show it a token' : ''}`, [
			'spring.application.name=orders',
			`micrometer.prometheus.rsocket.host=${host}`,
			`micrometer.prometheus.rsocket.port=${proxy.tcpPort ?? 7001}`,
			...(proxy.tls ? ['micrometer.prometheus.rsocket.ssl.bundle=proxy'] : []),
			...(proxy.tokenRequired ? ['micrometer.prometheus.rsocket.token=${APP_TOKEN}'] : []),
		].join('\n')),
		step('Let Prometheus scrape this proxy', `scrape_configs:
  - job_name: apps
    honor_labels: true
    metrics_path: /metrics/connected
    static_configs:
      - targets: ["${location.host}"]`));
	list.after(element('p', { class: 'muted' }, 'Apps with the published client (1.x) connect as they are: change only their host and port.'));
}

function step(title, code) {
	const copy = element('button', { type: 'button', class: 'button copy' }, 'Copy');
	copy.addEventListener('click', async () => {
		try {
			await navigator.clipboard.writeText(code);
			copy.textContent = 'Copied';
		}
		catch {
			// Only pages that came over TLS or from this machine may copy.
			getSelection().selectAllChildren(text);
			copy.textContent = 'Selected';
		}
	});
	const text = element('code', {}, code);
	return element('li', {}, element('h3', {}, title), element('div', { class: 'snippet' }, element('pre', { tabIndex: 0 }, text), copy));
}
