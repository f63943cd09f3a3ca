using Rrm.StudentTrainer.Recipes;

namespace Rrm.StudentTrainer.Commands;

/// <summary>The recipes that come with the program, with their rows.</summary>
internal static class RecipeList
{
    public static int Print()
    {
        var problems = new FileProblems();
        var book = new RecipeBook(problems);
        foreach (var recipe in RecipeBook.ShippedNames.Select(book.Find).OfType<RecipeFolder>())
        {
            Console.WriteLine($"{recipe.Name}  {recipe.File.Title}");
            foreach (var name in recipe.File.Rows)
                if (book.Row(recipe.RowPath(name)) is { } row)
                    Console.WriteLine($"  {$"{recipe.Name}/{name}",-32} {row.Title}{(row.Grid is { } grid ? $", over {string.Join(", ", grid.Select(option => option.Key))}" : "")}");
        }
        problems.ThrowIfAny();
        return ExitCode.Done;
    }
}
