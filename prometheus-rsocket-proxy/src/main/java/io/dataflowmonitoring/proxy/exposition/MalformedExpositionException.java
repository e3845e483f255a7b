package io.dataflowmonitoring.proxy.exposition;

/**
 * An exposition breaks the rules of its format. The message names the line and the rule;
 * it quotes nothing of the exposition, so it can be logged.
 */
public final class MalformedExpositionException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	MalformedExpositionException(int line, String rule) {
		super("Line " + line + ": " + rule);
	}

}
