using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace LeakFleet.Server.Metrics;

/// <summary>Pushes the same metrics that <c>/metrics</c> shows, where it was asked for. It runs on a thread of its own and drops what nobody takes.</summary>
internal sealed class OtlpService(OtlpOptions options) : IHostedService
{
    private const int ExportTimeoutMilliseconds = 10_000;

    private MeterProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("leakfleet", serviceVersion: ServerVersion.Text))
            .AddMeter("LeakFleet.*", "System.Runtime")
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Protocol = options.IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
                exporter.Endpoint = options.Endpoint;
                exporter.TimeoutMilliseconds = ExportTimeoutMilliseconds;
                if (options.BearerToken is { } token) exporter.Headers = $"Authorization=Bearer {token.Reveal()}";
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.Interval.TotalMilliseconds;
            })
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _provider?.Dispose();
        return Task.CompletedTask;
    }
}
