package io.postern.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Version;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedConstructor;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/** Records whose only component is named {@code value}, as ids, are that value in JSON. */
final class ScalarRecords extends NopAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public Version version() {
    return Version.unknownVersion();
  }

  @Override
  public @Nullable Boolean hasAsValue(MapperConfig<?> config, Annotated annotated) {
    boolean accessor =
        annotated instanceof AnnotatedMethod method
            && method.getName().equals("value")
            && method.getParameterCount() == 0
            && isScalar(method.getDeclaringClass());
    return accessor ? Boolean.TRUE : null;
  }

  @Override
  public JsonCreator.@Nullable Mode findCreatorAnnotation(
      MapperConfig<?> config, Annotated annotated) {
    boolean canonical =
        annotated instanceof AnnotatedConstructor constructor
            && constructor.getParameterCount() == 1
            && isScalar(constructor.getDeclaringClass());
    return canonical ? JsonCreator.Mode.DELEGATING : null;
  }

  private static boolean isScalar(Class<?> type) {
    RecordComponent @Nullable [] components = type.getRecordComponents();
    return components != null && components.length == 1 && components[0].getName().equals("value");
  }
}
