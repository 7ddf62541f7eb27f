package org.planetbench.harness.experiment;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.PropertyBindingException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;

/**
 * Something the user wrote is wrong: one line that says what, what was expected, what was found,
 * and what to do. Exit code 2.
 */
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BadInputException(String message) {
    super(message);
  }

  public BadInputException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * JSON from another process that is not what it should be, in words without the names of classes.
   */
  public static BadInputException of(String what, JsonProcessingException e) {
    String problem =
        switch (e) {
          case ValueInstantiationException v when v.getCause() != null ->
              String.valueOf(v.getCause().getMessage());
          case PropertyBindingException p -> "unknown key '" + p.getPropertyName() + "'";
          case JsonMappingException m ->
              m.getPath().stream().map(Reference::getFieldName).collect(joining(".", "'", "'"))
                  + ": expected a value of another kind";
          default -> e.getOriginalMessage();
        };
    return new BadInputException(what + ": " + problem, e);
  }
}
