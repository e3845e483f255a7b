# The image of each app: see docker-compose/README.md. By hand, from this folder:
#   docker build --build-arg JAR=stream-apps/demo-source/target/demo-source.jar -t dataflowmonitoring/demo-source .

# Where JAR, the app's executable jar, comes from: "build" makes it in here; "prebuilt" takes it as it is in this folder,
# and then neither needs a network nor looks at the image of the first stage.
ARG JARS=build

FROM maven:3.9.11-eclipse-temurin-17-noble AS build
WORKDIR /source
COPY . .
# Such as -Prabbit.
ARG MAVEN_OPTIONS=
RUN --mount=type=cache,target=/maven-repository,sharing=locked \
	mvn -B -ntp -Dmaven.repo.local=/maven-repository -Dquick -Dmaven.test.skip=true $MAVEN_OPTIONS \
		-pl prometheus-rsocket-proxy,stream-apps/demo-source,stream-apps/demo-processor,stream-apps/demo-sink,task-apps/task-demo-prometheus,task-apps/task-demo-influxdb \
		-am clean package

FROM build AS jars-build
ARG JAR
RUN mkdir /jars && cp $JAR /jars/app.jar

FROM scratch AS jars-prebuilt
ARG JAR
COPY $JAR /jars/app.jar

FROM jars-$JARS AS jars

# For Data Flow, which runs jars: those of its apps, under the names that it wants.
FROM build AS apps-build
RUN mkdir /apps \
	&& cp pom.xml stream-apps/demo-source/target/demo-source.jar stream-apps/demo-processor/target/demo-processor.jar \
		stream-apps/demo-sink/target/demo-sink.jar task-apps/task-demo-prometheus/target/task-demo-prometheus.jar /apps/

FROM scratch AS apps-prebuilt
COPY pom.xml stream-apps/demo-source/target/demo-source.jar stream-apps/demo-processor/target/demo-processor.jar \
	stream-apps/demo-sink/target/demo-sink.jar task-apps/task-demo-prometheus/target/task-demo-prometheus.jar /apps/

FROM apps-$JARS AS apps

FROM eclipse-temurin:17.0.16_8-jre-noble AS named-apps
COPY --from=apps /apps/ /apps/
RUN cd /apps \
	&& version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' pom.xml | head -n 1) \
	&& for jar in *.jar; do mv "$jar" "${jar%.jar}-$version.jar"; done \
	&& rm pom.xml

FROM eclipse-temurin:17.0.16_8-jre-noble AS dataflow-apps
COPY --from=named-apps /apps/ /apps/

FROM eclipse-temurin:17.0.16_8-jre-noble AS layers
COPY --from=jars /jars/app.jar /jars/
RUN java -Djarmode=tools -jar /jars/app.jar extract --layers --destination /layers

FROM eclipse-temurin:17.0.16_8-jre-noble
RUN groupadd --gid 10001 app \
	&& useradd --uid 10001 --gid app --home-dir /app --no-create-home --shell /usr/sbin/nologin app \
	&& install --directory --owner app --group app /app /app/data
WORKDIR /app
# What changes seldom comes first: a new version of the app is a layer of a few kB to some hundred.
COPY --from=layers /layers/dependencies/ ./
COPY --from=layers /layers/snapshot-dependencies/ ./
COPY --from=layers /layers/application/ ./
# By number, so that Kubernetes can see that it is not root.
USER 10001:10001
# Half of the container's memory is heap: a small app needs nearly as much besides. In the environment, so that whoever
# runs the image can put others in their place; JDK_JAVA_OPTIONS adds to these, and wins.
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError"
ENTRYPOINT ["java", "-jar", "app.jar"]
# A stream app is healthy when it reaches its broker. The task has no web server; where it runs, this is disabled.
ENV HEALTH_URL=http://127.0.0.1:8080/actuator/health
HEALTHCHECK --interval=5s --timeout=5s --start-period=3m --retries=3 CMD wget -q -O /dev/null "$HEALTH_URL"
