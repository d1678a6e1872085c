using System.CommandLine;
using LeakFleet.Cli.Api;
using LeakFleet.Cli.Histograms;
using LeakFleet.Cli.Queries;
using LeakFleet.Server.Api;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet show</c>: all that is known of one finding or one process.</summary>
internal static class ShowCommand
{
    private const int ListedMax = 20;

    public static Command Create()
    {
        var what = new Argument<string?>("finding|process") { Description = "Fingerprint of a finding, or its beginning; or key of a process; without one the open findings are listed", Arity = ArgumentArity.ZeroOrOne };
        var service = new Option<string?>("--service") { HelpName = "name", Description = "Which finding, when several services have it" };
        var server = ServerUrlOption.Create("Server to ask");
        var form = new OutputForm();
        var command = new Command("show", "Show what is known of a finding: evidence, versions, replicas, what was ruled out; or of a process.") { what, service, server };
        form.AddTo(command);
        var login = new LoginOptions();
        login.AddTo(command);
        MoreHelp.AddTo(command, """
              leakfleet show 2f6c        a finding, as 'leakfleet findings' names it
            """);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = login.Connect(parsed, server);
            if (parsed.GetValue(what) is not { Length: > 0 } text) return await ListAsync(client, form.IsForPrograms(parsed), cancellation);
            var isProcess = text.Contains('~', StringComparison.Ordinal);
            var address = isProcess ? $"api/v1/processes/{Uri.EscapeDataString(text)}" : $"api/v1/findings/{await FingerprintAsync(client, text, cancellation)}";
            if (!isProcess && parsed.GetValue(service) is { Length: > 0 } name) address += $"?service={Uri.EscapeDataString(name)}";
            if (form.IsForPrograms(parsed)) Console.Out.WriteLine((await client.TextAsync(form.Address(parsed, address), cancellation)).TrimEnd('\r', '\n'));
            else if (isProcess) ProcessText.Write(await client.GetAsync(address, ServerJson.Default.ProcessDetailResponse, cancellation));
            else FindingText.Write(
                await client.GetAsync(address, ServerJson.Default.FindingDetailResponse, cancellation),
                await client.GetAsync(SeriesOf(address), ServerJson.Default.SeriesResponse, cancellation));
            return CommandLineHost.Success;
        });
        return command;
    }

    /// <summary>What there is to choose from: who asks without a name has none yet.</summary>
    private static async Task<int> ListAsync(FleetClient client, bool isForPrograms, CancellationToken cancellation)
    {
        if (isForPrograms) throw new UsageException("name a finding or a process; 'leakfleet findings' and 'leakfleet processes' list them for programs");
        var found = await client.GetAsync($"api/v1/findings?limit={ListedMax}", ServerJson.Default.FindingsResponse, cancellation);
        if (found.Findings.Count == 0)
        {
            Console.Out.WriteLine("No finding is open. 'leakfleet processes' lists what is watched; 'leakfleet show KEY' shows one of them.");
            return CommandLineHost.Success;
        }

        ListText.Findings(found).Write();
        Console.Out.WriteLine($"Show one by its fingerprint or the beginning of it: leakfleet show {found.Findings[0].Fingerprint[..4]}");
        return CommandLineHost.Success;
    }

    private static string SeriesOf(string findingAddress) =>
        findingAddress.Replace("api/v1/findings/", "api/v1/series?fingerprint=", StringComparison.Ordinal).Replace("?service=", "&service=", StringComparison.Ordinal);

    /// <summary>People copy the beginning of a fingerprint; one that could mean two is refused.</summary>
    private static async Task<string> FingerprintAsync(FleetClient client, string text, CancellationToken cancellation)
    {
        if (!text.All(char.IsAsciiHexDigit)) throw new UsageException($"'{Server.Text.Printable.Show(text, 64)}' is neither a fingerprint nor a process key: 'leakfleet findings' lists the fingerprints");
        var found = await client.GetAsync($"api/v1/findings?fingerprint={text}*&state=*&limit=1000", ServerJson.Default.FindingsResponse, cancellation);
        var fingerprints = found.Findings.Select(f => f.Fingerprint).Distinct(StringComparer.Ordinal).ToList();
        return fingerprints.Count switch
        {
            1 => fingerprints[0],
            0 => throw new CommandException($"no finding begins with {text}; 'leakfleet findings' lists them"),
            _ => throw new CommandException($"{fingerprints.Count} findings begin with {text}: {string.Join(", ", fingerprints.Take(4))}"),
        };
    }
}
