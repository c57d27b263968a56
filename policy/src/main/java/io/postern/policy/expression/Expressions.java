package io.postern.policy.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.postern.config.Keys;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Expressed;
import io.postern.policy.condition.Expressed.Needs;
import io.postern.policy.condition.Facts;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.condition.Undecidable;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Compiles expressions: their types are checked, their length, depth and number of steps are
 * limited, and they see facts and nothing else. Safe for use by many threads.
 */
public final class Expressions {
  /** Steps of all loops of one evaluation together: some milliseconds. */
  private static final int MOST_STEPS = 10_000;

  private static final CelOptions LIMITS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .maxExpressionCodePointSize(4_000)
          .maxParseRecursionDepth(32)
          .maxParseErrorRecoveryLimit(10)
          .comprehensionMaxIterations(MOST_STEPS)
          .maxRegexProgramSize(1_000)
          .build();

  private static final Pattern UNKNOWN = Pattern.compile("undeclared reference to '(\\w+)'");

  private final CelCompiler compiler;
  private final CelRuntime runtime;

  /** Most policies have no expression, and what compiles them takes its time to start. */
  private static final class Shared {
    static final Expressions ONE = new Expressions();
  }

  /** The one compiler, made when it is first asked for. */
  public static Expressions shared() {
    return Shared.ONE;
  }

  private Expressions() {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(LIMITS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setResultType(SimpleType.BOOL);
    for (Variable variable : Variable.values()) {
      builder.addVar(variable.label(), variable.type());
    }
    this.compiler = builder.build();
    this.runtime = CelRuntimeFactory.plannerRuntimeBuilder().setOptions(LIMITS).build();
  }

  /**
   * The condition, or empty where the text is none.
   *
   * @param wrong is told what is wrong with the text, without the text itself
   */
  public Optional<Condition> compile(String text, Consumer<String> wrong) {
    try {
      CelValidationResult result = compiler.compile(text);
      result
          .getErrors()
          .forEach(e -> wrong.accept(told(e.getSourceLocation().getColumn(), e.getMessage())));
      if (result.hasError()) {
        return Optional.empty();
      }
      CelAbstractSyntaxTree tree = result.getAst();
      CelRuntime.Program program = runtime.createProgram(tree);
      Needs needs = needs(tree);
      return Optional.of(
          new Expressed(
              text, needs, constant(program), facts -> evaluate(program, text, needs, facts)));
    } catch (CelValidationException | CelEvaluationException e) {
      wrong.accept("not an expression that can be evaluated");
    } catch (RuntimeException e) {
      wrong.accept("too long, too deep or not CEL");
    }
    return Optional.empty();
  }

  private static String told(int column, String message) {
    Matcher unknown = UNKNOWN.matcher(message);
    String what =
        unknown.lookingAt()
            ? "nothing is called '" + unknown.group(1) + "'" + meant(unknown.group(1))
            : message.lines().findFirst().orElse("");
    return "at character " + (column + 1) + ": " + what;
  }

  private static String meant(String name) {
    return Keys.didYouMean(name, Stream.of(Variable.values()).map(Variable::label).toList());
  }

  private static Needs needs(CelAbstractSyntaxTree tree) {
    Set<Variable> asked = EnumSet.noneOf(Variable.class);
    tree.getReferenceMap().values().forEach(r -> Variable.named(r.name()).ifPresent(asked::add));
    return new Needs(
        asked.stream().anyMatch(v -> v.needs() == Variable.Needed.RECIPIENT),
        asked.stream().anyMatch(v -> v.needs() == Variable.Needed.HEADER));
  }

  /** What is true or false while nothing at all is known stays so whatever the message is. */
  private static Optional<Boolean> constant(CelRuntime.Program program) {
    try {
      return program.eval(name -> Optional.empty()) instanceof Boolean truth
          ? Optional.of(truth)
          : Optional.empty();
    } catch (CelEvaluationException e) {
      return Optional.empty(); // it depends on something
    }
  }

  private static boolean evaluate(
      CelRuntime.Program program, String text, Needs needs, Facts facts) {
    try {
      Object value = program.eval(name -> Variable.named(name).flatMap(v -> v.of(facts)));
      if (value instanceof Boolean truth) {
        return truth;
      }
      throw new Undecidable("the expression gave no truth value");
    } catch (CelEvaluationException e) {
      if (needs.header() && facts.message().header().isEmpty()) {
        throw new Undecidable(MessageFacts.NO_HEADER + ": expression " + text);
      }
      // its message may quote the message
      throw new Undecidable("the expression failed or took too many steps");
    }
  }
}
