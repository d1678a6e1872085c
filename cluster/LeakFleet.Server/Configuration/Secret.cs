using LeakFleet.Server.Text;

namespace LeakFleet.Server.Configuration;

/// <summary>A value that is used and never shown: printing one, by accident in a log or on a page, prints stars.</summary>
internal sealed class Secret(string value)
{
    private const int FileBytesMax = 64 * 1024;

    public string Reveal() => value;

    public override string ToString() => "***";

    /// <summary>
    /// <c>nameFile</c> or <c>nameEnvironment</c> of a node; null when neither is there. A secret in the configuration file itself is refused: such files are
    /// mailed, pasted and checked in.
    /// </summary>
    public static Secret? Read(ConfigNode node, string name)
    {
        var file = node.Text(name + "File");
        var variable = node.Text(name + "Environment");
        if (file is not null && variable is not null)
        {
            node.FaultAt(name, $"is given both by {name}File and by {name}Environment");
            return null;
        }

        return file is not null ? FromFile(node, name, file) : variable is not null ? FromEnvironment(node, name, variable) : null;
    }

    private static Secret? FromFile(ConfigNode node, string name, string file)
    {
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > FileBytesMax })
            {
                node.FaultAt(name + "File", $"{Printable.Show(file)} is larger than {FileBytesMax} bytes");
                return null;
            }

            // Editors and echo end a file with a line end that is no part of the secret.
            var value = File.ReadAllText(file).TrimEnd('\r', '\n');
            if (value.Length > 0) return new Secret(value);
            node.FaultAt(name + "File", $"{Printable.Show(file)} is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            node.FaultAt(name + "File", Printable.Show(e.Message.ReplaceLineEndings(" ")));
        }

        return null;
    }

    private static Secret? FromEnvironment(ConfigNode node, string name, string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value) return new Secret(value);
        node.FaultAt(name + "Environment", $"the environment variable {Printable.Show(variable)} is not set");
        return null;
    }
}
