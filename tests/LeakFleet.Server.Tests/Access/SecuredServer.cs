using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LeakFleet.Server.Access;

namespace LeakFleet.Server.Tests.Access;

/// <summary>A server with an access file's options, keys for each role, and the count of whom it denied.</summary>
internal sealed class SecuredServer : IAsyncDisposable
{
    private readonly MeterListener _meters = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("leakfleet-access-").FullName;
    private long _denied;

    private SecuredServer()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "leakfleet.server.access.denied") listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _denied, value));
        _meters.Start();
    }

    public RunningServer Server { get; private set; } = null!;

    public string ReaderKey { get; } = KeyTable.NewKey();

    public string AdminKey { get; } = KeyTable.NewKey();

    public string AgentKey { get; } = KeyTable.NewKey();

    /// <summary>Of all servers of this process: tests run one at a time within a class, so it only ever grows by more.</summary>
    public long Denied => Interlocked.Read(ref _denied);

    public string File(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public static async Task<SecuredServer> Start(Action<SecuredServer, AccessOptions>? configure = null)
    {
        var secured = new SecuredServer();
        var access = new AccessOptions
        {
            Keys = secured.File("keys", string.Join('\n',
                KeyTable.Line("ada", Role.Reader, secured.ReaderKey), KeyTable.Line("grace", Role.Admin, secured.AdminKey), KeyTable.Line("node", Role.Agent, secured.AgentKey))),
        };
        configure?.Invoke(secured, access);
        var options = RunningServer.Options();
        options.Access = access;
        secured.Server = await RunningServer.Start(options);
        return secured;
    }

    public async Task<HttpStatusCode> Get(string path, string? secret = null, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (secret is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        if (host is not null) request.Headers.Host = host;
        using var response = await Server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    public Task<TestAgent> Connect(string secret) => Server.Connect(o => o.SetRequestHeader("Authorization", $"Bearer {secret}"));

    public static AuthenticationHeaderValue Basic(string name, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _meters.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
