package io.dataflowmonitoring.samplechecks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;

import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A POM as it is written, before Maven resolves anything in it.
 */
record Pom(Path folder, Document document) {

	static Pom read(Path folder) throws IOException, ParserConfigurationException, SAXException {
		try (InputStream in = Files.newInputStream(folder.resolve("pom.xml"))) {
			return new Pom(folder, DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in));
		}
	}

	List<String> texts(String path) throws XPathExpressionException {
		NodeList nodes = (NodeList) XPathFactory.newInstance()
			.newXPath()
			.evaluate(path, this.document, XPathConstants.NODESET);
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < nodes.getLength(); i++) {
			texts.add(nodes.item(i).getTextContent().strip());
		}
		return texts;
	}

	String text(String path) throws XPathExpressionException {
		List<String> texts = texts(path);
		if (texts.size() != 1) {
			throw new IllegalStateException(this.folder + "/pom.xml has " + texts.size() + " of " + path);
		}
		return texts.get(0);
	}

	/**
	 * The version that this POM gives an artifact, properties of the POM resolved; empty
	 * where it gives none.
	 */
	Optional<String> versionOf(String artifactId) throws XPathExpressionException {
		List<String> versions = texts("//dependency[artifactId='" + artifactId + "']/version");
		if (versions.isEmpty()) {
			return Optional.empty();
		}
		String version = versions.get(0);
		if (version.startsWith("${") && version.endsWith("}")) {
			String property = version.substring(2, version.length() - 1);
			return Optional.of(property.equals("project.version") ? text("/project/version")
					: text("/project/properties/*[name()='" + property + "']"));
		}
		return Optional.of(version);
	}

}
