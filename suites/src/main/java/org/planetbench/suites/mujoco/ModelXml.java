package org.planetbench.suites.mujoco;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.planetbench.suites.MachineNotReadyException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A model file of the control suite, to be edited before it is compiled. */
public final class ModelXml {
  private final Path file;
  private final Document document;

  private ModelXml(Path file, Document document) {
    this.file = file;
    this.document = document;
  }

  static ModelXml read(Path file) {
    try {
      Document document =
          DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(file.toFile());
      ModelXml xml = new ModelXml(file, document);
      xml.elements("include").forEach(xml::findIncludedFileFromAnywhere);
      return xml;
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new MachineNotReadyException(file + " cannot be read: " + e, e);
    }
  }

  /** The text will be compiled from memory, which is in no folder. */
  private void findIncludedFileFromAnywhere(Element include) {
    Path included = file.resolveSibling(include.getAttribute("file")).normalize();
    include.setAttribute("file", included.toString());
  }

  /** The {@code mujoco} element. */
  public Element root() {
    return document.getDocumentElement();
  }

  /** All elements of a kind, in the file's order. */
  public List<Element> elements(String tag) {
    NodeList nodes = document.getElementsByTagName(tag);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  /**
   * @throws IllegalArgumentException if there is none
   */
  public Element element(String tag, String name) {
    return elements(tag).stream()
        .filter(element -> element.getAttribute("name").equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(file + " has no " + tag + " named '" + name + "'"));
  }

  /**
   * Adds an element at the end of another.
   *
   * @param attributes names and values in turn
   */
  public Element append(Element parent, String tag, String... attributes) {
    Element child = document.createElement(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      child.setAttribute(attributes[i], attributes[i + 1]);
    }
    parent.appendChild(child);
    return child;
  }

  public void remove(Element element) {
    element.getParentNode().removeChild(element);
  }

  String text() {
    StringWriter text = new StringWriter();
    try {
      TransformerFactory.newDefaultInstance()
          .newTransformer()
          .transform(new DOMSource(document), new StreamResult(text));
    } catch (TransformerException e) {
      throw new IllegalStateException("the edited " + file + " cannot be written", e);
    }
    return text.toString();
  }
}
