using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Pages;

/// <summary>A file that pages load, embedded in this assembly. Its address holds a hash of its content, so browsers keep it for good.</summary>
internal sealed class Asset
{
    private readonly byte[] _content;
    private readonly string _contentType;
    private readonly string _tag;

    private Asset(string name, string extension, string contentType)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream($"{name}.{extension}")
            ?? throw new InvalidOperationException($"{name}.{extension} is not embedded.");
        _content = new byte[stream.Length];
        stream.ReadExactly(_content);
        _contentType = contentType;
        var hash = Convert.ToHexStringLower(SHA256.HashData(_content).AsSpan(0, 8));
        _tag = $"\"{hash}\"";
        Path = $"/assets/{name}.{hash}.{extension}";
    }

    public static Asset StyleSheet { get; } = new("site", "css", "text/css; charset=utf-8");

    public static Asset Icon { get; } = new("icon", "svg", "image/svg+xml");

    public static Asset Script { get; } = new("site", "js", "text/javascript; charset=utf-8");

    public static IReadOnlyList<Asset> All { get; } = [StyleSheet, Icon, Script];

    public string Path { get; }

    public async Task Write(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.ETag = _tag;
        if (context.Request.Headers.IfNoneMatch == _tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = _contentType;
        context.Response.ContentLength = _content.Length;
        await context.Response.Body.WriteAsync(_content, context.RequestAborted);
    }
}
