using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using LeakFleet.Cli.Api;
using LeakFleet.Cli.Commands;
using LeakFleet.Fleet;
using LeakFleet.Server.Api;

namespace LeakFleet.Cli.Queries;

/// <summary>Asks the server for a list and prints it.</summary>
internal sealed class ListCommand
{
    private readonly OutputForm _form = new();
    private readonly LoginOptions _login = new();

    public ListCommand(QueryTarget target, Argument<string[]>? filter = null)
    {
        Target = target;
        Options = new QueryOptions(target, filter);
    }

    public QueryTarget Target { get; }

    public QueryOptions Options { get; }

    public Option<Uri> Server { get; } = ServerUrlOption.Create("Server to ask");

    private string Path => $"api/v1/{Target.ToString().ToLowerInvariant()}";

    public void AddTo(Command command, bool withArgument = true, bool withForm = true)
    {
        Options.AddTo(command, withArgument);
        command.Options.Add(Server);
        _login.AddTo(command);
        if (withForm) _form.AddTo(command);
    }

    public FleetClient Connect(ParseResult parsed) => _login.Connect(parsed, Server);

    /// <param name="isForPrograms">Whether to print the answer as it is; null where the command's own options tell.</param>
    public async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation, bool? isForPrograms = null, params IEnumerable<KeyValuePair<string, string>> more)
    {
        var query = Options.In(parsed, more);
        var address = QueryOptions.ToAddress(query, Path);
        using var client = Connect(parsed);
        if (isForPrograms ?? _form.IsForPrograms(parsed))
        {
            Console.Out.WriteLine((await client.TextAsync(isForPrograms is null ? _form.Address(parsed, address) : address, cancellation)).TrimEnd('\r', '\n'));
            return CommandLineHost.Success;
        }

        if (query.Group is not null)
            return await PrintAsync(client, address, ServerJson.Default.GroupsResponse, ListText.Groups, a => (a.Total, a.NextCursor, a.Partial), cancellation);
        return Target switch
        {
            QueryTarget.Findings => await PrintAsync(client, address, ServerJson.Default.FindingsResponse, ListText.Findings, a => (a.Total, a.NextCursor, a.Partial), cancellation),
            QueryTarget.Processes => await PrintAsync(client, address, ServerJson.Default.ProcessesResponse, ListText.Processes, a => (a.Total, a.NextCursor, a.Partial), cancellation),
            QueryTarget.Services => await PrintAsync(client, address, ServerJson.Default.ServicesResponse, ListText.Services, a => (a.Total, a.NextCursor, a.Partial), cancellation),
            _ => await PrintAsync(client, address, ServerJson.Default.FleetTypesResponse, ListText.Types, a => (a.Total, a.NextCursor, a.Partial), cancellation),
        };
    }

    private async Task<int> PrintAsync<T>(
        FleetClient client, string address, JsonTypeInfo<T> type, Func<T, ListTable> tableOf, Func<T, (int Total, string? Next, IReadOnlyList<PartialResponse> Partial)> footerOf,
        CancellationToken cancellation)
    {
        var answer = await client.GetAsync(address, type, cancellation);
        var table = tableOf(answer);
        var (total, next, partial) = footerOf(answer);
        if (table.Count > 0) table.Write();
        else Console.Out.WriteLine($"no {Target.ToString().ToLowerInvariant()} match");
        if (answer is FindingsResponse { Findings: [var first, ..] } && !Console.IsOutputRedirected) Console.Error.WriteLine($"leakfleet show {first.Fingerprint} tells why the first is thought to leak");
        foreach (var line in ListText.Footer(table.Count, total, next, partial)) Console.Error.WriteLine(line);
        return CommandLineHost.Success;
    }
}
