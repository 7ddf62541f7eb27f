package org.planetbench.harness.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrackingServerTest {
  @ParameterizedTest
  @CsvSource({
    "'', none",
    "' ', none",
    "none, none",
    "' https://mlflow.lab/ ', https://mlflow.lab/"
  })
  void anEmptyVariableNamesNone(String text, String uri) {
    TrackingServer server = new TrackingServer(text);
    assertEquals(uri, server.uri());
    assertEquals(uri.equals("none"), server.isNone());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://me:secret@mlflow.lab",
        " HTTPS://me:secret@mlflow.lab",
        "postgresql+psycopg2://me:secret@db/mlflow",
        "me:secret@mlflow.lab"
      })
  void loginsAreFoundHoweverTheyAreWritten(String text) {
    assertTrue(new TrackingServer(text).hasLogin(), text);
  }

  @Test
  void mostAddressesHaveNone() {
    assertFalse(new TrackingServer("https://mlflow.lab:5000/team").hasLogin());
  }
}
