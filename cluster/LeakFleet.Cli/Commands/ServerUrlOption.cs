using System.CommandLine;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--server URL</c>, for the commands that talk to a running server.</summary>
internal static class ServerUrlOption
{
    private const string Default = "http://127.0.0.1:5341";

    public static Option<Uri> Create(string description) => new("--server")
    {
        HelpName = "url",
        Description = description,
        DefaultValueFactory = _ => new Uri(Default + "/"),
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0) return url;
            result.AddError($"--server: '{text}' is not a URL such as {Default}");
            return null;
        },
    };
}
