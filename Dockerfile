# One file for the three services:
#   docker build --build-arg MODULE=state-query-api --build-arg PORT=8080 .
# It packs what `mvn -DskipTests package` has built.

FROM eclipse-temurin:25-jre AS layers
ARG MODULE
WORKDIR /build
COPY ${MODULE}/target/${MODULE}-*-app.jar app.jar
RUN java -Djarmode=tools -jar app.jar extract --layers --destination extracted

FROM eclipse-temurin:25-jre
ARG PORT
WORKDIR /app
# What changes least comes first, so that a new build sends only its own classes.
COPY --from=layers /build/extracted/dependencies/ ./
COPY --from=layers /build/extracted/snapshot-dependencies/ ./
COPY --from=layers /build/extracted/spring-boot-loader/ ./
COPY --from=layers /build/extracted/application/ ./

# A number needs no entry in the image's user list, and lets an orchestrator see that it is not root.
USER 10001:10001
ENV SERVER_PORT=${PORT}
EXPOSE ${PORT}

# bash is part of the base image and opens the connection itself; curl and wget are not promised there.
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=6 CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/$SERVER_PORT && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200'* ]]"]

# More flags go into the environment variable JAVA_TOOL_OPTIONS.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", \
  "--enable-native-access=ALL-UNNAMED", "-jar", "app.jar"]
