package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

final class ListCommandTest {
  @Test
  void numbersAreNumbersInJson() throws JsonProcessingException {
    JsonNode tasks = json("tasks");
    assertEquals(1, tasks.path(0).path("actions").numberValue());
    assertEquals(10.0, tasks.path(0).path("control_step_ms").numberValue());
    assertTrue(tasks.path(0).path("observations").isTextual());
    JsonNode recipes = json("recipes");
    for (JsonNode recipe : recipes) {
      boolean word = !recipe.path("paper").isNumber();
      assertEquals(
          word, recipe.path("paper").asText().matches("[a-z][a-z0-9_]*"), recipe.toString());
    }
    JsonNode variants = json("variants");
    assertTrue(variants.path(0).path("changes").isNull(), variants.path(0).toString());
  }

  @Test
  void cellsAreCheckedAsBenchRunDoes() {
    assertEquals(2, Captured.run("list", "cells", "--set", "batch=four").exitCode());
    assertEquals(2, Captured.run("list", "cells", "--set", "colour=red").exitCode());
    assertEquals(2, Captured.run("list", "cells", "--task", "dummy_nothing").exitCode());
    assertEquals(2, Captured.run("list", "cells", "--set", "render_quality=yes").exitCode());
  }

  @Test
  void aChosenCellKeepsItsIndex() {
    Captured one =
        Captured.run("list", "cells", "--profile", "smoke", "--cell-index", "2", "--format", "csv");
    assertEquals(
        """
        index,cell,task,variant,seed
        2,reacher_easy-rssm-s1,reacher_easy,rssm,1
        """,
        one.out());
  }

  private static JsonNode json(String subject) throws JsonProcessingException {
    return new ObjectMapper().readTree(Captured.run("list", subject, "--format", "json").out());
  }
}
