# What judges and shows. From the top of the repository:
#   docker build -f deploy/cluster.Dockerfile -t leakfleet-cluster .                one server that keeps its state in a folder
#   docker build -f deploy/cluster.Dockerfile --target silo -t leakfleet-silo .     one of several that share a PostgreSQL database
# Version, revision and times of a release: see agent.Dockerfile. The second restores Microsoft Orleans, all of which only the public NuGet gallery has.
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0-noble
# With time zones, by whose names reports are scheduled.
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra

FROM ${SDK} AS source
WORKDIR /source
COPY . .

FROM source AS build-silo
RUN dotnet publish cluster/LeakFleet.Silo -c Release -r linux-x64 --self-contained false -p:DebugType=none -p:ContinuousIntegrationBuild=true -o /app \
 && chmod -R a+rX,go-w /app

FROM source AS build-server
RUN dotnet publish cluster/LeakFleet.Cli -c Release -r linux-x64 --self-contained false -p:DebugType=none -p:ContinuousIntegrationBuild=true -o /app \
 && rm -rf /app/amd64 /app/arm64 /app/x86 \
 && chmod -R a+rX,go-w /app \
 && mkdir -p /state

FROM ${RUNTIME} AS silo
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.title="LeakFleet silo" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build-silo /app /opt/leakfleet
ENV DOTNET_EnableDiagnostics=0
USER 1654
EXPOSE 5341
ENTRYPOINT ["/opt/leakfleet/leakfleet-silo"]
CMD ["run"]

FROM ${RUNTIME} AS server
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.title="LeakFleet server" \
      org.opencontainers.image.description="Judges what agents see of .NET processes, and shows which type leaks" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build-server /app /opt/leakfleet
COPY --from=build-server --chown=1654:1654 /state /var/lib/leakfleet
ENV DOTNET_EnableDiagnostics=0
USER 1654
EXPOSE 5341
VOLUME /var/lib/leakfleet
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["/opt/leakfleet/leakfleet", "health"]
ENTRYPOINT ["/opt/leakfleet/leakfleet"]
CMD ["server", "--state", "/var/lib/leakfleet"]
